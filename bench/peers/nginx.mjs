// nginx as a cache that holds ready files: every encoding of an answer is a file of its own, compressed by us beforehand.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes the configuration into `folder`, where the cache is too. `upstream`: the port that gives our recorded answers.
 * With `sendfile on; tcp_nopush on`, as Debian has it, nginx stalls for 44 ms a list on loopback: hence `sendfile off; output_buffers 1 1m`.
 * X-Request-Id is nginx's own, all other headers of ours are in the cached file.
 */
export function writeNginxConf(folder, { port, upstream }) {
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  )
  const conf = `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log error;
events { worker_connections 1024; multi_accept on; }
http {
  access_log off;
  server_tokens off;
  sendfile off;
  tcp_nodelay on;
  output_buffers 1 1m;
  gzip off;
  keepalive_timeout 65;
  keepalive_requests 1000000000;
  open_file_cache max=1000 inactive=1h;
  open_file_cache_valid 1h;
  open_file_cache_min_uses 1;
  ${temp.join('\n  ')}
  proxy_cache_path ${folder}/cache levels=1:2 keys_zone=answers:10m max_size=1g inactive=1d use_temp_path=off;
  map $http_accept_encoding $kept_encoding { default identity; ~br br; ~gzip gzip; }
  upstream program { server 127.0.0.1:${upstream}; keepalive 4; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://program;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Accept-Encoding $kept_encoding;
      proxy_cache answers;
      proxy_cache_key "$request_uri $kept_encoding";
      proxy_cache_valid 200 1d;
      proxy_cache_lock on;
      proxy_ignore_headers Cache-Control Expires Vary;
      proxy_hide_header X-Request-Id;
      proxy_hide_header Cache-Status;
      add_header X-Request-Id $request_id;
      add_header Cache-Status "nginx; $upstream_cache_status";
    }
  }
}
`
  mkdirSync(join(folder, 'cache'), { recursive: true })
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, conf)
  return file
}
